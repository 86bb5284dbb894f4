# The best pages of each domain; a page that beats the lowest of them takes its place. Another script calls keep().
# Variable: source, a dump or a period. Prints source, domain code, views and page title, separated by tabs.

BEGIN { FS = " "; OFS = "\t"; TOP = 25 }

function keep(domain, place, title, views,    i) {
  titles[domain, place] = title
  counts[domain, place] = views + 0
  lowest[domain] = 1
  for (i = 2; i <= size[domain]; i++) {
    if (counts[domain, i] < counts[domain, lowest[domain]]) lowest[domain] = i
  }
  fewest[domain] = counts[domain, lowest[domain]]
}

END {
  for (domain in size) {
    for (i = 1; i <= size[domain]; i++) print source, domain, counts[domain, i], titles[domain, i]
  }
}
