/** There is nothing at this address, or a page broke: says so and leads to what lives nearby. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { isRouteErrorResponse, Link, useLocation, useRouteError } from "react-router";
import { Empty, Trouble } from "@/ui/states";

const PARTS: readonly string[] = ["tables", "webhooks", "events", "templates", "people", "settings"];

export function Lost() {
  const { t } = useTranslation();
  const error = useRouteError();
  const { pathname } = useLocation();
  const [, workspace, part] = /^\/w\/([^/]+)\/([^/]+)\/./.exec(pathname) ?? [];
  const home = (
    <Link to="/">
      <Button type="primary">{t("goHome")}</Button>
    </Link>
  );
  const up = part && PARTS.includes(part) && (
    <Link to={`/w/${workspace}/${part}`}>
      <Button>{t("goUp")}</Button>
    </Link>
  );
  const actions = (
    <>
      {home}
      {up}
    </>
  );
  // A page whose files are gone after an upgrade, or one that broke: loading it again is what helps.
  const isBroken = error && !isRouteErrorResponse(error);
  return (
    <main>
      {isBroken ? <Trouble error={error} retry={() => location.reload()} action={home} /> : <Empty icon="search" title={t("notFoundTitle")} text={t("notFoundText")} actions={actions} />}
    </main>
  );
}
