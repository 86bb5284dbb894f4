import type { ListQuestion } from "./top_of_sums.ts";

/** A question about one domain of a dump. */
export interface AskedDomain extends ListQuestion {
  readonly domainCode: string;
}
