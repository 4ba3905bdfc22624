/** What each role may do, so that nobody has to guess. */
import { useTranslation } from "react-i18next";
import type { Hue } from "@/theme";
import { Panel } from "@/ui/Panel";
import { Icon } from "@/widgets/icon";
import { Chip } from "@/widgets/small";
import css from "./people.module.css";
import { roles, type Role } from "./reads";

const HUES: Record<Role, Hue> = { admin: "purple", builder: "blue", member: "teal", viewer: "grey" };

/** How many roles, from the mightiest down, may do it (semantics.md, "Token scopes" and "sight"). */
const MIGHT = [
  ["can_records_read", 4],
  ["can_records_write", 3],
  ["can_personal", 3],
  ["can_tables", 2],
  ["can_scripts", 2],
  ["can_events", 2],
  ["can_replay", 2],
  ["can_people", 1],
] as const;

export function RolesPanel() {
  const { t } = useTranslation("people");
  const { t: shell } = useTranslation("shell");
  return (
    <Panel title={t("rolesTitle")} className={css["roles"]}>
      {roles.map((role) => (
        <div key={role} className={css["roleLine"]}>
          <Chip hue={HUES[role]}>{shell(`role_${role}`)}</Chip>
          <div>{t(`${role}Can`)}</div>
        </div>
      ))}
      <table className={css["might"]}>
        <thead>
          <tr>
            <td />
            {roles.map((role) => (
              <th key={role} scope="col">
                {shell(`role_${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {MIGHT.map(([what, many]) => (
            <tr key={what}>
              <th scope="row">{t(what)}</th>
              {roles.map((role, index) => (
                <td key={role}>{index < many ? <Yes label={t("allowed")} /> : <span aria-label={t("notAllowed")}>–</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Yes({ label }: { label: string }) {
  return (
    <span className={css["yes"]} role="img" aria-label={label}>
      <Icon name="check" size={14} />
    </span>
  );
}
