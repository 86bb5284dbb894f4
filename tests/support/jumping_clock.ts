/**
 * Loaded before main.ts: a clock that somebody sets back by a day each time that it is looked at.
 *
 * @module
 */
const { instant } = Temporal.Now;
const { now } = Date;
let days = 0;

Object.assign(Temporal.Now, { instant: () => instant().subtract({ hours: 24 * days++ }) });
Object.assign(Date, { now: () => now() - 86_400_000 * days++ });
