import { Modal, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./palette.module.css";
import { takeTypedAhead } from "./type-ahead";

export interface Command {
  id: string;
  label: string;
  /** Further words by which it is found. */
  words?: string;
  run: () => void;
}

interface PaletteProps {
  opened: boolean;
  onClose: () => void;
  commands: readonly Command[];
  /** What the server finds for a text: numbers, names. */
  find?: ((text: string) => Promise<readonly Command[]>) | undefined;
}

const LEAST_LETTERS = 2;
const QUIET_MILLISECONDS = 250;

/** Everywhere that one can go, found by typing: pages at once, things as the server finds them. */
export function Palette({ opened, onClose, commands, find }: PaletteProps) {
  const { t } = useTranslation("ui");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("shell.search")}
      closeButtonProps={{ "aria-label": t("close") }}
      centered={false}
    >
      <Choices commands={commands} find={find} onClose={onClose} />
    </Modal>
  );
}

/** What the server finds for what is typed, when the typing pauses. */
function useFound(typed: string, find: PaletteProps["find"]) {
  const [text] = useDebouncedValue(typed.trim(), QUIET_MILLISECONDS);
  const isAsked = find !== undefined && text.length >= LEAST_LETTERS;
  const { data, isFetching } = useQuery({
    queryKey: ["palette", text],
    queryFn: async () => (await find?.(text)) ?? [],
    enabled: isAsked,
    // What cannot be searched now leaves the pages to go to.
    retry: false,
  });
  const isLate = find !== undefined && typed.trim().length >= LEAST_LETTERS;
  return {
    found: isAsked ? (data ?? []) : [],
    isSearching: isLate && (isFetching || text !== typed.trim()),
  };
}

function Choices({ commands, find, onClose }: Omit<PaletteProps, "opened">) {
  const { t } = useTranslation("ui");
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const things = useFound(typed, find);
  const places = useMemo(() => matching(commands, typed), [commands, typed]);
  const found = [...places, ...things.found];
  const choose = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  return (
    <Stack gap="sm">
      <TextInput
        data-autofocus
        label={t("palette.label")}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={typed}
        role="combobox"
        aria-expanded
        aria-controls="palette"
        aria-activedescendant={found[at] ? `palette-${found[at].id}` : undefined}
        onFocus={() => {
          const ahead = takeTypedAhead();
          const text = typed + ahead.text;
          setTyped(text);
          if (ahead.entered) choose(matching(commands, text)[0]);
        }}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined && found.length > 0) {
            event.preventDefault();
            setAt((at + step + found.length) % found.length);
          } else if (event.key === "Enter") {
            event.preventDefault();
            choose(found[at]);
          }
        }}
      />
      <div role="listbox" id="palette" aria-label={t("palette.label")}>
        {found.map((command, index) => (
          <UnstyledButton
            key={command.id}
            id={`palette-${command.id}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            className={classes.choice}
            onClick={() => choose(command)}
          >
            {command.label}
          </UnstyledButton>
        ))}
      </div>
      <Text c="dimmed" role="status" size="sm">
        {things.isSearching && t("palette.searching")}
        {!things.isSearching && found.length === 0 && t("palette.nothing")}
      </Text>
    </Stack>
  );
}

function matching(commands: readonly Command[], typed: string): Command[] {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  return commands.filter((command) => {
    const text = folded(`${command.label} ${command.words ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
