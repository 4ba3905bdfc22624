/** Every text of the console in English; the compiler compares the keys with the Chinese. */
import { ui } from "./ui";
import { shell } from "./shell";
import { session } from "./session";
import { setup } from "./setup";
import { palette } from "./palette";
import { home } from "./home";
import { dashboards } from "./dashboards";
import { tables } from "./tables";
import { designer } from "./designer";
import { grid } from "./grid";
import { records } from "./records";
import { webhooks } from "./webhooks";
import { script } from "./script";
import { testing } from "./testing";
import { events } from "./events";
import { jobs } from "./jobs";
import { replays } from "./replays";
import { people } from "./people";
import { audit } from "./audit";
import { settings } from "./settings";
import { keeping } from "./keeping";
import { templates } from "./templates";
import { transfer } from "./transfer";

export const texts = {
  ui,
  shell,
  session,
  setup,
  palette,
  home,
  dashboards,
  tables,
  designer,
  grid,
  records,
  webhooks,
  script,
  testing,
  events,
  replays,
  jobs,
  people,
  audit,
  settings,
  keeping,
  templates,
  transfer,
} as const;
