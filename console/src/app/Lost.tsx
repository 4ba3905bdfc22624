/** There is nothing at this address, or a page broke: says so and leads home. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { isRouteErrorResponse, Link, useRouteError } from "react-router";
import { Empty, Trouble } from "@/ui/states";

export function Lost() {
  const { t } = useTranslation();
  const error = useRouteError();
  const home = (
    <Link to="/">
      <Button type="primary">{t("goHome")}</Button>
    </Link>
  );
  if (error && !isRouteErrorResponse(error)) return <Trouble error={error} retry={() => location.reload()} action={home} />;
  return <Empty icon="search" title={t("notFoundTitle")} text={t("notFoundText")} actions={home} />;
}
