# Ranks the lines of one dump; goes before best_pages.awk.

size[$1] < TOP { keep($1, ++size[$1], $2, $3); next }
$3 > fewest[$1] { keep($1, lowest[$1], $2, $3) }
