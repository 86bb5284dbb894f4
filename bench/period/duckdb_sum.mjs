// Adds up dumps and ranks the 25 most viewed pages of each domain, in DuckDB. Its package is the one of bench/peers.
import { createRequire } from "node:module";

const require = createRequire(new URL("../peers/duckdb/package.json", import.meta.url));
const { DuckDBInstance } = require("@duckdb/node-api");

const files = process.argv.slice(2).map((path) => `'${path.replaceAll("'", "''")}'`).join(", ");
const connection = await (await DuckDBInstance.create(":memory:")).connect();
const reader = await connection.runAndReadAll(`
  WITH sums AS (
    SELECT d, t, sum(v) AS v
    FROM read_csv([${files}], delim = ' ', header = false, quote = '', escape = '', auto_detect = false,
      columns = { d: 'VARCHAR', t: 'VARCHAR', v: 'BIGINT', s: 'BIGINT' })
    GROUP BY d, t
  )
  SELECT d, t, v FROM sums
  QUALIFY row_number() OVER (PARTITION BY d ORDER BY v DESC, t) <= 25
  ORDER BY d, v DESC, t`);
process.stdout.write(`${reader.getRows().length} rows\n`);
