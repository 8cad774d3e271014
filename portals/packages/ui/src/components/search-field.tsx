import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

const QUIET_MILLISECONDS = 300;
const MOST_LETTERS = 100;

interface Props {
  label: string;
  placeholder?: string;
  /** What is searched for now, as the address says. */
  value: string | undefined;
  onSearch: (text: string | undefined) => void;
}

/** Text to search a list by: it is asked for when the typing pauses. */
export function SearchField({ label, placeholder, value, onSearch }: Props) {
  const { t } = useTranslation("ui");
  const [typed, setTyped] = useState(value ?? "");
  const asked = useRef(value ?? "");
  // Back, or "clear filters": the field follows the address, not what it asked for itself.
  useEffect(() => {
    if ((value ?? "") === asked.current) return;
    asked.current = value ?? "";
    setTyped(asked.current);
  }, [value]);
  const ask = (text: string) => {
    asked.current = text.trim();
    onSearch(asked.current || undefined);
  };
  const askSoon = useDebouncedCallback(ask, QUIET_MILLISECONDS);
  return (
    <TextInput
      type="search"
      w={{ base: "100%", xs: "auto" }}
      label={label}
      placeholder={placeholder}
      value={typed}
      maxLength={MOST_LETTERS}
      autoComplete="off"
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSection={
        typed && (
          <CloseButton
            size="sm"
            aria-label={t("table.clear_search")}
            onClick={() => {
              setTyped("");
              ask("");
            }}
          />
        )
      }
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        askSoon(event.currentTarget.value);
      }}
    />
  );
}
