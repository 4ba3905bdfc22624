// moment.js has settings that outlive a run (its locale, its default zone). A script that changes or may change one is done again
// in a realm of its own, so that no other run of the same version notices.

type Method = (...values: unknown[]) => unknown;
type Methods = Record<string, Method | undefined>;
type Restart = (trait: string) => never;

const CHANGING = ["localeData", "defineLocale", "updateLocale", "lang", "langData", "relativeTimeRounding"];
const CHANGING_ZONES = ["setDefault", "add", "link", "load", "zone"];

/** Puts a restart before everything in moment that could be remembered. */
export function guardMoment(moment: Method & { tz?: object }, restart: Restart): void {
  const methods = moment as unknown as Methods;
  for (const name of CHANGING) guard(methods, name, () => true, restart);
  guard(methods, "locale", ([name]) => name !== undefined && name !== methods.locale?.(), restart);
  guard(methods, "relativeTimeThreshold", (values) => values.length > 1, restart);
  if (moment.tz) for (const name of CHANGING_ZONES) guard(moment.tz as unknown as Methods, name, () => true, restart);
}

function guard(methods: Methods, name: string, changes: (values: unknown[]) => boolean, restart: Restart): void {
  const method = methods[name];
  if (method === undefined) return;
  methods[name] = function (this: unknown, ...values: unknown[]): unknown {
    return changes(values) ? restart("fresh") : method.apply(this, values);
  };
}

/** Makes `moment.tz` and `moment().tz` of plain moment restart the run with the time zone data. */
export function offerZones(moment: Method & { fn: object }, restart: Restart): void {
  for (const target of [moment, moment.fn]) {
    Object.defineProperty(target, "tz", { get: () => restart("moment-timezone"), enumerable: false, configurable: true });
  }
}
