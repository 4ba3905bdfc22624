/** Everything around the pages: language, appearance, the memory of answers, and the routes. */
import { QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router";
import { beginSpeaking } from "@/i18n/language";
import { antTheme } from "@/theme";
import { useAppearance } from "./appearance";
import { queries } from "./queries";
import { router } from "./router";

export function Root() {
  const [ready, setReady] = useState(false);
  useEffect(() => void beginSpeaking().then(() => setReady(true)), []);
  return ready ? <Dressed /> : null;
}

function Dressed() {
  const { i18n } = useTranslation();
  const { mode } = useAppearance();
  const theme = useMemo(() => antTheme(mode), [mode]);
  return (
    <ConfigProvider theme={theme} locale={i18n.language === "en" ? en : zh} button={{ autoInsertSpace: false }}>
      <App component={false} message={{ duration: 3 }}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
