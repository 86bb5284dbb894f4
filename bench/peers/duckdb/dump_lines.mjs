// @ts-ignore: Node.js finds it in the node_modules of this folder, Deno does not look there.
import { DuckDBInstance } from "@duckdb/node-api";

const database = await DuckDBInstance.create(":memory:", { threads: "2" });

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
