"""The straightforward way: every line in full, and a heap of the best pages for each domain.

Arguments: dumps. Prints dump, domain code, views and page title, separated by tabs.
"""
import gzip
import heapq
import sys
from collections import defaultdict

TOP = 25

sys.stdout.reconfigure(encoding="utf-8")
for path in sys.argv[1:]:
    heaps = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            domain_code, page_title, count_views, _ = line.split(" ")
            heap = heaps[domain_code]
            page = (int(count_views), page_title)
            if len(heap) < TOP:
                heapq.heappush(heap, page)
            else:
                heapq.heappushpop(heap, page)
    for domain_code, heap in heaps.items():
        for count_views, page_title in heap:
            print(path, domain_code, count_views, page_title, sep="\t")
