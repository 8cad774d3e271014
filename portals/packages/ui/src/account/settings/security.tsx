import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { tell } from "../../components/tell";
import { ProblemNotice } from "../signin/login";
import { AppBlock } from "./app";
import { SettingsPage } from "./layout";
import { MethodsBlock } from "./methods";
import { PasskeysBlock } from "./passkeys-block";
import { PasswordBlock } from "./password";
import { RecentSignIn } from "./recent";
import { SessionsBlock } from "./sessions";

interface Props {
  /** Why linking an account came to nothing. */
  problem?: string | undefined;
  /** The account was linked: the browser has just come back from the provider. */
  linked?: boolean | undefined;
}

/** Sign-in and security: every way in, and where the person is signed in. */
export function SecurityPage({ problem, linked }: Props) {
  const { t } = useTranslation("account");
  const navigate = useNavigate();
  useEffect(() => {
    if (!linked || problem) return;
    tell(t("methods.linked"));
    void navigate({ to: "/settings/security", search: {}, replace: true });
  }, [linked, problem, t, navigate]);
  return (
    <SettingsPage title={t("settings.security")} lead={t("security.lead")}>
      <RecentSignIn>
        {problem && <ProblemNotice code={problem} />}
        <PasswordBlock />
        <MethodsBlock />
        <PasskeysBlock />
        <AppBlock />
        <SessionsBlock />
      </RecentSignIn>
    </SettingsPage>
  );
}
