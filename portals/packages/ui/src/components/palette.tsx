import { Modal, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./palette.module.css";

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
}

/** Everywhere that one can go, found by typing. */
export function Palette({ opened, onClose, commands }: PaletteProps) {
  const { t } = useTranslation("ui");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("shell.search")}
      closeButtonProps={{ "aria-label": t("close") }}
      centered={false}
    >
      <Choices commands={commands} onClose={onClose} />
    </Modal>
  );
}

function Choices({ commands, onClose }: Omit<PaletteProps, "opened">) {
  const { t } = useTranslation("ui");
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => matching(commands, typed), [commands, typed]);
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
        {found.length === 0 && <Text c="dimmed">{t("palette.nothing")}</Text>}
      </div>
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
