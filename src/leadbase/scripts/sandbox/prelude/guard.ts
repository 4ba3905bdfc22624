// moment.js has settings that outlive a run (its locale, its default zone). A script that changes or may change one is done again
// in a realm of its own, so that no other run of the same version notices.

type Method = (...values: unknown[]) => unknown;
type Methods = Record<string, Method | undefined>;
type Restart = (trait: string) => never;

const CHANGING = ["localeData", "defineLocale", "updateLocale", "lang", "langData", "relativeTimeRounding"];
const CHANGING_ZONES = ["setDefault", "add", "link", "load", "zone"];
const TABLES = ["_zones", "_links", "_names", "_countries"];
const FIGURES = ["abbrs", "untils", "offsets"];
const SHORT_FORMATS = ["l", "ll", "lll", "llll"];

interface Zone {
  _set(this: Record<string, unknown>, unpacked: unknown): void;
}

type Zones = Method & { readonly Zone: { readonly prototype: Zone } };

interface Locale {
  longDateFormat(name: string): string;
}

/** Puts a restart before everything in moment that could be remembered; gives what has yet to be frozen besides. */
export function guardMoment(moment: Method & { tz?: Zones }, restart: Restart): unknown[] {
  const methods = moment as unknown as Methods;
  const locales = (methods.locales?.() as string[]).map((name) => methods.localeData?.(name) as Locale);
  // A locale keeps what it works out of its short formats; afterwards it can be frozen. Reading the names of months out of text
  // keeps more, and is done again in a realm of the run's own.
  for (const locale of locales) for (const name of SHORT_FORMATS) locale.longDateFormat(name);
  for (const name of CHANGING) guard(methods, name, () => true, restart);
  guard(methods, "locale", ([name]) => name !== undefined && name !== methods.locale?.(), restart);
  guard(methods, "relativeTimeThreshold", (values) => values.length > 1, restart);
  if (moment.tz) guardZones(moment as Method & { tz: Zones }, restart);
  return locales;
}

/**
 * Zones are unpacked into tables when they are first used, so those can't be frozen; they are put out of reach, and a zone's
 * figures are frozen as they come. While it reads a time, moment.tz sets the clock and the default zone for a moment; nobody else may.
 */
function guardZones(moment: { tz: Zones; now?: unknown; defaultZone?: unknown }, restart: Restart): void {
  const { tz, now, defaultZone } = moment;
  const zone = tz.Zone.prototype;
  const fill = zone._set;
  zone._set = function (unpacked) {
    fill.call(this, unpacked);
    for (const name of FIGURES) Object.defineProperty(this, name, { value: Object.freeze(this[name]), writable: false });
  };
  for (const name of CHANGING_ZONES) guard(tz as unknown as Methods, name, () => true, restart);
  for (const name of TABLES) Reflect.deleteProperty(tz, name);
  const settings: Record<string, unknown> = { now, defaultZone };
  let inside = 0;
  for (const name of Object.keys(settings)) {
    Object.defineProperty(moment, name, {
      get: () => settings[name],
      set: (value) => {
        if (inside === 0) restart("fresh");
        settings[name] = value;
      },
    });
  }
  const reading = function (this: unknown, ...values: unknown[]): unknown {
    inside += 1;
    try {
      return tz.apply(this, values);
    } finally {
      inside -= 1;
      if (inside === 0) Object.assign(settings, { now, defaultZone });
    }
  };
  moment.tz = Object.assign(reading, tz);
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
