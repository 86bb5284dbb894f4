/**
 * Adds up dumps and ranks the sums, by DuckDB's fastest query for that.
 *
 * Arguments: the period's name and its dumps. Prints period, domain code, views and page title, separated by tabs.
 */
import process from "node:process";
import { connection, duckdb, DUMP_LINES } from "./dump_lines.mjs";

const [, , period, ...paths] = process.argv;
const result = await connection.runAndReadAll(
  `SELECT domain_code, sum(count_views), page_title
   FROM ${DUMP_LINES}
   GROUP BY domain_code, page_title
   QUALIFY row_number() OVER (PARTITION BY domain_code ORDER BY sum(count_views) DESC) <= 25`,
  { dumps: duckdb.listValue(paths) },
);
process.stdout.write(result.getRows().map((row) => `${period}\t${row.join("\t")}\n`).join(""));
