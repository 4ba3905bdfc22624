/** Sign in, and go on to where one wanted to go. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { api, data } from "@/api/client";
import { queries } from "@/app/queries";
import { Outside } from "./Outside";
import css from "./session.module.css";
import { SignInForm } from "./SignInForm";

export function Component() {
  const { t } = useTranslation("session");
  const go = useNavigate();
  const [search] = useSearchParams();
  const waits = useQuery({ queryKey: ["setup"], queryFn: () => data(api.GET("/api/v1/setup")) });
  const to = search.get("to") ?? "/";
  // A way to another site must not hide in a link to the sign-in.
  const inside = /^\/(?![/\\])/.test(to) ? to : "/";
  useEffect(() => queries.removeQueries({ queryKey: ["workspace"] }), []);
  const goOn = () => {
    queries.clear();
    void go(inside, { replace: true });
  };
  return (
    <Outside title={t("signInTitle")} text={t("signInText")}>
      {waits.data?.open && (
        <p className={css["note"]}>
          {t("notSetUp")} <Link to="/setup">{t("howToSetUp")}</Link>
        </p>
      )}
      <SignInForm onDone={goOn} />
      <p className={css["foot"]}>{t("forgotten")}</p>
    </Outside>
  );
}
