import { UnstyledButton } from "@mantine/core";
import { IconPin, IconPinFilled } from "@tabler/icons-react";
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useBoot } from "../context";
import classes from "./side-menu.module.css";

/**
 * The modules as icons at the left, which unfold to names (K7): under the pointer, with the focus of
 * keys, and by the first touch, which only unfolds. It can be pinned; Escape folds it. On a phone it
 * is a bar at the bottom, icons with their names.
 */
export function SideMenu({ pathname, children }: { pathname: string; children: ReactNode }) {
  const { t } = useTranslation("ui");
  const [pinned, setPinned] = usePinned();
  const fold = useFolding(pathname);
  return (
    <nav
      ref={fold.menu}
      className={classes.menu}
      aria-label={t("shell.menu")}
      data-open={fold.isOpen || undefined}
      data-dismissed={fold.isDismissed || undefined}
      data-pinned={pinned || undefined}
      {...fold.handlers}
    >
      <div className={classes.modules}>{children}</div>
      <UnstyledButton
        className={classes.pin}
        aria-pressed={pinned}
        onClick={() => setPinned(!pinned)}
      >
        {pinned ? <IconPinFilled size={20} aria-hidden /> : <IconPin size={20} aria-hidden />}
        <span>{t("shell.pin")}</span>
      </UnstyledButton>
    </nav>
  );
}

/** Unfolded by touch; folded by a choice and by Escape, until the pointer or the focus comes anew. */
function useFolding(pathname: string) {
  const menu = useRef<HTMLElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isDismissed, setDismissed] = useState(false);
  const unfolds = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page folds it
  useEffect(() => setOpen(false), [pathname]);
  useEffect(() => {
    if (!isOpen) return;
    const leave = (event: Event) => {
      if (event.target instanceof Node && menu.current?.contains(event.target)) return;
      setOpen(false);
    };
    document.addEventListener("pointerdown", leave);
    return () => document.removeEventListener("pointerdown", leave);
  }, [isOpen]);
  const handlers = {
    // Who has chosen wants to see the page, and the pointer still rests on the menu.
    onClick: (event: MouseEvent) => {
      if (event.target instanceof Element && event.target.closest("a")) setDismissed(true);
    },
    onPointerEnter: () => setDismissed(false),
    onPointerDown: (event: PointerEvent) => {
      // Names are there already: pinned, unfolded before, or on a phone's bar.
      const shown = event.currentTarget.getBoundingClientRect().width > FOLDED_PIXELS;
      unfolds.current = event.pointerType === "touch" && !shown;
    },
    onClickCapture: (event: MouseEvent) => {
      if (!unfolds.current) return;
      unfolds.current = false;
      event.preventDefault();
      event.stopPropagation();
      setDismissed(false);
      setOpen(true);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      setDismissed(true);
    },
    onPointerLeave: () => setDismissed(false),
    onBlur: () => {
      // The page takes the focus; the pointer may rest here all the same.
      if (!menu.current?.matches(":hover")) setDismissed(false);
    },
  };
  return { menu, isOpen, isDismissed, handlers };
}

/** As wide as its icons, and a line (side-menu.module.css). */
const FOLDED_PIXELS = 66;

/** Whether the names stay, as this browser remembers it. */
function usePinned(): [boolean, (pinned: boolean) => void] {
  const { portal } = useBoot();
  const key = `portico-menu-pinned:${portal}`;
  const [pinned, setPinned] = useState(() => {
    try {
      return localStorage.getItem(key) === "yes";
    } catch {
      return false;
    }
  });
  const keep = (wanted: boolean) => {
    setPinned(wanted);
    try {
      if (wanted) localStorage.setItem(key, "yes");
      else localStorage.removeItem(key);
    } catch {
      // A browser that keeps nothing: it is pinned until the page is left.
    }
  };
  useEffect(() => {
    document.documentElement.dataset.menu = pinned ? "pinned" : "side";
    return () => {
      delete document.documentElement.dataset.menu;
    };
  }, [pinned]);
  return [pinned, keep];
}
