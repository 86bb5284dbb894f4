/**
 * Ranks dumps with DuckDB: its fastest query for that, on two threads. The read buffer of 4 MB, instead of 32,
 * halves its memory and costs no time.
 *
 * Arguments: dumps. Prints dump, domain code, views and page title, separated by tabs.
 */
// @ts-ignore: Node.js finds it in the node_modules of this folder, Deno does not look there.
import { DuckDBInstance } from "@duckdb/node-api";
import process from "node:process";

const database = await DuckDBInstance.create(":memory:", { threads: "2" });
const connection = await database.connect();
for (const path of process.argv.slice(2)) {
  const result = await connection.runAndReadAll(
    `SELECT domain_code, unnest(max(count_views, 25)), unnest(max_by(page_title, count_views, 25))
     FROM read_csv($path, delim = ' ', quote = '', escape = '', header = false, auto_detect = false,
       buffer_size = 4194304, columns = {
         domain_code: 'VARCHAR', page_title: 'VARCHAR', count_views: 'BIGINT', total_response_size: 'BIGINT'
       })
     GROUP BY domain_code`,
    { path },
  );
  process.stdout.write(result.getRows().map((row) => `${path}\t${row.join("\t")}\n`).join(""));
}
