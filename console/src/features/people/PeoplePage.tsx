/** Who may do what in this workspace, and which programs get in. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Icon } from "@/widgets/icon";
import { InviteDialog } from "./InviteDialog";
import { MembersPanel } from "./MembersPanel";
import css from "./people.module.css";
import { RolesPanel } from "./RolesPanel";
import { TokenDialog } from "./TokenDialog";
import { TokensPanel } from "./TokensPanel";
import type { MadeToken } from "./reads";

export function Component() {
  const { t } = useTranslation("people");
  const isAdmin = useMay("admin");
  const [inviting, invite] = useState(false);
  const [making, make] = useState(false);
  const [made, setMade] = useState<MadeToken>();
  const actions = (
    <>
      <Button icon={<Icon name="key" />} onClick={() => make(true)}>
        {t("newToken")}
      </Button>
      {isAdmin && (
        <Button type="primary" icon={<Icon name="plus" />} onClick={() => invite(true)}>
          {t("invite")}
        </Button>
      )}
    </>
  );
  return (
    <Page title={t("title")} note={t("note")} actions={actions} help="howto/people-and-tokens">
      <div className={css["page"]}>
        <div className={css["main"]}>
          {isAdmin ? <MembersPanel /> : <p className="quiet">{t("onlyAdmins")}</p>}
          <TokensPanel made={made} onStored={() => setMade(undefined)} />
        </div>
        <RolesPanel />
      </div>
      <InviteDialog open={inviting} onClose={() => invite(false)} />
      <TokenDialog
        open={making}
        onClose={() => make(false)}
        onMade={(token) => {
          setMade(token);
          make(false);
        }}
      />
    </Page>
  );
}
