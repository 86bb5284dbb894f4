/**
 * Ranks dumps, one after the other, by DuckDB's fastest query for that.
 *
 * Arguments: dumps. Prints dump, domain code, views and page title, separated by tabs.
 */
import process from "node:process";
import { connection, DUMP_LINES } from "./dump_lines.mjs";

for (const path of process.argv.slice(2)) {
  const result = await connection.runAndReadAll(
    `SELECT domain_code, unnest(max(count_views, 25)), unnest(max_by(page_title, count_views, 25))
     FROM ${DUMP_LINES}
     GROUP BY domain_code`,
    { dumps: path },
  );
  process.stdout.write(result.getRows().map((row) => `${path}\t${row.join("\t")}\n`).join(""));
}
