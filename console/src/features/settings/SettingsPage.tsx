/** One page of settings; the list at the left leads to its parts. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useAt, useMay, useMe } from "@/app/session";
import { Page } from "@/ui/Page";
import { Loaded } from "@/ui/states";
import { Icon, type IconName } from "@/widgets/icon";
import { AccountPanel } from "./AccountPanel";
import { BackupsPanel } from "./BackupsPanel";
import { BundlePanel } from "./BundlePanel";
import { DoctorPanel } from "./DoctorPanel";
import { GeneralPanel } from "./GeneralPanel";
import { HostsPanel } from "./HostsPanel";
import { LimitsPanel } from "./LimitsPanel";
import { RetentionPanel } from "./RetentionPanel";
import { SecretsPanel } from "./SecretsPanel";
import { ServerPanel } from "./ServerPanel";
import { useInstallation } from "./reads";
import css from "./settings.module.css";

type Section = "general" | "me" | "secrets" | "hosts" | "bundle" | "retention" | "backups" | "doctor" | "limits" | "server";

/** Each section with whom it is for. */
const SECTIONS: readonly (readonly [Section, IconName, "everybody" | "builders" | "administrators"])[] = [
  ["general", "settings", "everybody"],
  ["me", "person", "everybody"],
  ["secrets", "key", "builders"],
  ["hosts", "link", "builders"],
  ["bundle", "file", "administrators"],
  ["retention", "database", "administrators"],
  ["backups", "download", "administrators"],
  ["doctor", "activity", "administrators"],
  ["limits", "automation", "administrators"],
  ["server", "server", "administrators"],
];

export function Component() {
  const { t } = useTranslation("settings");
  const { t: k } = useTranslation("keeping");
  const { section = "general" } = useParams();
  const at = useAt();
  const me = useMe();
  const isAdmin = useMay("admin");
  const isBuilder = useMay("scripts:publish");
  const may = { everybody: true, builders: isBuilder, administrators: isAdmin };
  const installation = useInstallation(isAdmin);
  const isReady = !isAdmin || installation.data !== undefined;
  useEffect(() => {
    if (isReady) document.getElementById(`settings-${section}`)?.scrollIntoView({ block: "start" });
  }, [section, isReady]);
  return (
    <Page title={t("title")} note={t("note")} help="reference/settings" fills>
      <nav className={css["sections"]} aria-label={t("title")}>
        {SECTIONS.filter(([, , whom]) => may[whom]).map(([name, icon]) => (
          <Link key={name} to={at(`/settings/${name}`)} replace className={css["section"]} aria-current={name === section ? "page" : undefined}>
            <Icon name={icon} /> {name === "backups" || name === "doctor" ? k(name) : t(name)}
          </Link>
        ))}
      </nav>
      <div className={css["content"]} tabIndex={0} role="region" aria-label={t("title")}>
        <Loaded query={me}>
          {(known) => (
            <>
              <GeneralPanel me={known} />
              {known.kind === "person" && <AccountPanel me={known} />}
            </>
          )}
        </Loaded>
        {isBuilder && (
          <>
            <SecretsPanel />
            <HostsPanel />
          </>
        )}
        {isAdmin ? (
          <Loaded query={installation} rows={12}>
            {(loaded) => (
              <>
                <BundlePanel />
                <RetentionPanel installation={loaded} />
                {loaded.is_instance_admin ? (
                  <>
                    <BackupsPanel />
                    <DoctorPanel />
                  </>
                ) : (
                  <p id="settings-backups" className="quiet">
                    {k("instanceOnly")}
                  </p>
                )}
                <LimitsPanel installation={loaded} />
                <ServerPanel installation={loaded} />
              </>
            )}
          </Loaded>
        ) : (
          <p className="quiet">{t("adminOnly")}</p>
        )}
      </div>
    </Page>
  );
}
