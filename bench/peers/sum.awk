# Adds up and ranks the lines of many dumps, those of a page one after the other; goes before best_pages.awk.

{ page = $1 FS $2 }
page == last { views += $3; next }
{ rank(); last = page; domain = $1; title = $2; views = $3 }
END { rank() }

function rank() {
  if (last == "") return
  if (size[domain] < TOP) keep(domain, ++size[domain], title, views)
  else if (views > fewest[domain]) keep(domain, lowest[domain], title, views)
}
