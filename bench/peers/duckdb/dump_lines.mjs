import { createRequire } from "node:module";

/** DuckDB's package, from the node_modules of this folder. */
export const duckdb = createRequire(import.meta.url)("@duckdb/node-api");

const database = await duckdb.DuckDBInstance.create(":memory:", { threads: "2" });

/** DuckDB on two threads. */
export const connection = await database.connect();

/**
 * The lines of the dumps `$dumps`, a path or a list of paths. The read buffer of 4 MB, instead of 32, needs less memory
 * and costs no time.
 */
export const DUMP_LINES = `read_csv($dumps, delim = ' ', quote = '', escape = '', header = false,
  auto_detect = false, buffer_size = 4194304, columns = {
    domain_code: 'VARCHAR', page_title: 'VARCHAR', count_views: 'BIGINT', total_response_size: 'BIGINT'
  })`;
