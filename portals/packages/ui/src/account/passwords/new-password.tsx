import { List, PasswordInput, Stack, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type Flaw, sessionCheckPassword } from "@portico/api";
import { IconAlertCircle, IconCircle, IconCircleCheck } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { CRITERIA, type Criteria, criteriaOf, MIN_LENGTH, type Verdict } from "./criteria";
import classes from "./new-password.module.css";

const PAUSE_MILLISECONDS = 400;
const ANNOUNCE_MILLISECONDS = 1_200;

interface PasswordOwner {
  email: string;
  /** Of the link that is open. */
  token?: string | undefined;
  /** Whether a temporary password led here: nothing of it may be in the new one. */
  temporary?: boolean;
}

/** How the rules stand for what is typed; what the server knows is asked when typing pauses. */
export function useCriteria(password: string, owner: PasswordOwner): Criteria {
  const { email, token, temporary = false } = owner;
  const [paused] = useDebouncedValue(password, PAUSE_MILLISECONDS);
  const [answer, setAnswer] = useState<{ of: string; flaws: Flaw[] | null } | null>(null);
  useEffect(() => {
    if ([...paused].length < MIN_LENGTH) return;
    const stop = new AbortController();
    sessionCheckPassword({
      body: { password: paused, ...(token ? { token } : { email }) },
      signal: stop.signal,
    })
      .then(({ data }) => {
        setAnswer({ of: paused, flaws: data?.flaws.map((flaw) => flaw.code) ?? null });
      })
      .catch(() => {
        if (!stop.signal.aborted) setAnswer({ of: paused, flaws: null });
      });
    return () => stop.abort();
  }, [paused, email, token]);
  const verdict = (flaw: Flaw): Verdict =>
    answer?.of !== password ? "asking" : (answer.flaws?.includes(flaw) ?? "unknown");
  return criteriaOf(
    password,
    email,
    verdict("common"),
    temporary ? verdict("contains_temporary") : undefined,
  );
}

interface Props {
  id: string;
  label: string;
  value: string;
  onChange: (password: string) => void;
  criteria: Criteria;
  error?: string | undefined;
}

/** A new password with its rules, each of which turns as it is typed. */
export function NewPassword({ id, label, value, onChange, criteria, error }: Props) {
  const { t } = useTranslation("account");
  return (
    <Stack gap="xs">
      <SecretInput
        id={id}
        name="password"
        label={label}
        value={value}
        onChange={onChange}
        autoComplete="new-password"
        error={error}
        describedBy={`${id}-rules`}
      />
      <List
        id={`${id}-rules`}
        size="sm"
        listStyleType="none"
        spacing={4}
        aria-label={t("password.rules")}
      >
        {CRITERIA.map((criterion) => {
          const state = criteria[criterion];
          if (state === undefined) return null;
          const Icon = { met: IconCircleCheck, unknown: IconAlertCircle }[state as string];
          const Shown = Icon ?? IconCircle;
          return (
            <List.Item key={criterion} icon={<Shown size={18} aria-hidden />} data-state={state}>
              <span className={classes.rule} data-state={state} data-rule={criterion}>
                {t(`password.rule.${criterion}`)}
                <VisuallyHidden>: {t(`password.state.${state}`)}</VisuallyHidden>
              </span>
            </List.Item>
          );
        })}
      </List>
      <Announced criteria={criteria} typed={value.length > 0} />
    </Stack>
  );
}

/** Says how many rules are met when typing pauses, and not at every key. */
function Announced({ criteria, typed }: { criteria: Criteria; typed: boolean }) {
  const { t } = useTranslation("account");
  const met = CRITERIA.filter((criterion) => criteria[criterion] === "met").length;
  const missing = CRITERIA.filter((criterion) => criteria[criterion] === "unmet")
    .map((criterion) => t(`password.rule.${criterion}`))
    .join(", ");
  const text = !typed
    ? ""
    : missing
      ? t("password.missing", { missing })
      : t("password.all_met", { count: met });
  const [said] = useDebouncedValue(text, ANNOUNCE_MILLISECONDS);
  return <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>;
}

interface SecretProps {
  id: string;
  name: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: "current-password" | "new-password";
  error?: string | undefined;
  describedBy?: string;
  autoFocus?: boolean;
}

/** A password that can be looked at. */
export function SecretInput({ onChange, describedBy, autoFocus, ...props }: SecretProps) {
  const { t } = useTranslation("account");
  const [visible, setVisible] = useState(false);
  return (
    <PasswordInput
      {...props}
      required
      withAsterisk={false}
      maxLength={1024}
      spellCheck={false}
      autoCapitalize="none"
      data-autofocus={autoFocus || undefined}
      aria-describedby={describedBy}
      visible={visible}
      onVisibilityChange={setVisible}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{
        "aria-label": t(visible ? "password.hide" : "password.show"),
        tabIndex: 0,
      }}
    />
  );
}
