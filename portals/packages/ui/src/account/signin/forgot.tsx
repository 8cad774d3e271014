import { Anchor, Button, Stack } from "@mantine/core";
import { sessionForgot } from "@portico/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/link";
import { useBoot } from "../../context";
import { AccountAlert } from "../cause";
import { ErrorSummary, isEmail, useFormErrors } from "../forms";
import { EmailField } from "./fields";
import { SignInFrame } from "./frame";

/** Forgotten password: a link comes by e-mail, if the address is known. */
export function ForgotPage() {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const [email, setEmail] = useState("");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const form = useFormErrors<"email">();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = String(new FormData(event.currentTarget).get("email") ?? "").trim();
    const wrong = isEmail(given) ? undefined : t(given ? "form.email_wrong" : "form.email_needed");
    setError(null);
    if (form.show(wrong ? { email: wrong } : {})) return;
    setBusy(true);
    setError(null);
    try {
      await sessionForgot({ body: { portal, email: given } });
      setSentTo(given);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  if (sentTo !== null) return <Sent lead={t("forgot.sent", { email: sentTo })} />;
  return (
    <SignInFrame title={t("forgot.title")} lead={t("forgot.lead")}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <ErrorSummary form={form} />
          <AccountAlert error={error} />
          <EmailField form={form} value={email} onChange={setEmail} autoComplete="username" />
          <Button type="submit" fullWidth loading={busy}>
            {t("forgot.button")}
          </Button>
          <TextLink to="/login" ta="center">
            {t("login.back")}
          </TextLink>
          <ReturnHome ta="center" />
        </Stack>
      </form>
    </SignInFrame>
  );
}

/** A letter is on its way, perhaps. */
export function Sent({ lead }: { lead: string }) {
  const { t } = useTranslation("account");
  return (
    <SignInFrame title={t("sent.title")} lead={<div role="status">{lead}</div>}>
      <Stack gap="md">
        <div>{t("sent.hint")}</div>
        <TextLink to="/login">{t("login.back")}</TextLink>
        <ReturnHome />
      </Stack>
    </SignInFrame>
  );
}

/** To the agency's public page, which says how to reach it: no page of this portal. */
function ReturnHome({ ta }: { ta?: "center" }) {
  const { t } = useTranslation("account");
  return (
    <Anchor href="/" ta={ta}>
      {t("frame.return_home")}
    </Anchor>
  );
}
