import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FormErrors } from "../forms";
import type { Criteria } from "../passwords/criteria";
import { NewPassword } from "../passwords/new-password";

interface EmailProps {
  form: FormErrors<"email">;
  value: string;
  onChange: (value: string) => void;
  /** What a password manager and the browser's passkeys may fill in. */
  autoComplete: string;
}

/** Whose login it is, typed. */
export function EmailField({ form, value, onChange, autoComplete }: EmailProps) {
  const { t } = useTranslation("account");
  return (
    <TextInput
      id={form.id("email")}
      name="email"
      type="email"
      label={t("form.email")}
      autoComplete={autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      inputMode="email"
      maxLength={254}
      value={value}
      error={form.errors.email}
      onChange={(event) => {
        onChange(event.currentTarget.value);
        form.clear("email");
      }}
    />
  );
}

interface NewPasswordProps {
  form: FormErrors<"password">;
  /** Whose password it becomes: shown, and kept with it by a password manager. */
  email: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  criteria: Criteria;
}

/** A new password for a login that the link has told. */
export function NewPasswordFields(props: NewPasswordProps) {
  const { form, email, label, value, onChange, criteria } = props;
  const { t } = useTranslation("account");
  return (
    <>
      <TextInput
        name="email"
        type="email"
        label={t("form.email")}
        value={email}
        autoComplete="username"
        readOnly
      />
      <NewPassword
        id={form.id("password")}
        label={label}
        value={value}
        onChange={(typed) => {
          onChange(typed);
          form.clear("password");
        }}
        criteria={criteria}
        error={form.errors.password}
      />
    </>
  );
}
