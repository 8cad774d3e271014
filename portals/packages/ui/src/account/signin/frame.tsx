import { Anchor, Box, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { publicChooseLanguage } from "@portico/api";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { initialsOf } from "../../components/shell";
import { useBoot } from "../../context";
import { isLanguage, LANGUAGE_NAMES, speak } from "../../i18n";
import classes from "./frame.module.css";

interface Props {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** The page of somebody who is not signed in: the agency, the language, and one card. */
export function SignInFrame({ title, lead, children }: Props) {
  const { agency } = useBoot();
  const { t } = useTranslation("account");
  useEffect(() => {
    document.title = `${title} · ${agency.name}`;
  }, [title, agency.name]);
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <a href="/" className={classes.brand}>
          <span className={classes.mark} aria-hidden>
            {initialsOf(agency.name)}
          </span>
          <span className={classes.name}>{agency.name}</span>
        </a>
        <LanguageChoice />
      </header>
      <main className={classes.main} tabIndex={-1}>
        <Box className={classes.card}>
          <Stack gap="lg">
            <Stack gap={4}>
              <Title order={1} style={{ overflowWrap: "anywhere" }}>
                {title}
              </Title>
              {lead && (
                <Text c="dimmed" component="div">
                  {lead}
                </Text>
              )}
            </Stack>
            {children}
          </Stack>
        </Box>
      </main>
      <footer className={classes.footer}>
        <Group gap="lg" justify="center">
          <Anchor href="/" size="sm" c="dimmed">
            {t("frame.home", { agency: agency.name })}
          </Anchor>
          {agency.supportEmail && (
            <Anchor href={`mailto:${agency.supportEmail}`} size="sm" c="dimmed">
              {agency.supportEmail}
            </Anchor>
          )}
        </Group>
      </footer>
    </div>
  );
}

/** The language before sign-in; this browser keeps it. */
function LanguageChoice() {
  const { agency } = useBoot();
  const { t, i18n } = useTranslation("account");
  const spoken = agency.languages.filter(isLanguage);
  if (spoken.length < 2) return null;
  const choose = (language: string) => {
    if (!isLanguage(language)) return;
    void speak(language);
    // Where it cannot be kept it still holds for this page.
    publicChooseLanguage({ body: { language } }).catch(() => undefined);
  };
  return (
    <NativeSelect
      aria-label={t("frame.language")}
      className={classes.language}
      value={i18n.language}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {spoken.map((language) => (
        <option key={language} value={language} lang={language}>
          {LANGUAGE_NAMES[language]}
        </option>
      ))}
    </NativeSelect>
  );
}
