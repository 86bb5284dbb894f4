/**
 * Loaded before main.ts: a clock that somebody sets back by a day each time that it is looked at.
 *
 * @module
 */
const { instant } = Temporal.Now;
const { now } = Date;
let days = 0;

function earlier(): number {
  return now() - 86_400_000 * days++;
}

Object.assign(Temporal.Now, { instant: () => instant().subtract({ hours: 24 * days++ }) });
Object.assign(Date, { now: earlier });
Object.assign(globalThis, {
  Date: new Proxy(Date, {
    construct: (date, given) => Reflect.construct(date, given.length > 0 ? given : [earlier()]),
  }),
});
