import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
  type VariantColorsResolver,
  virtualColor,
} from "@mantine/core";
import type { Accent, Boot } from "./boot";
import { FocusableButton } from "./components/focusable-button";

/** Neutral and status colours; the accent is the agency's. Text has 4.5 : 1 on both grounds. */
const LIGHT = {
  "--ground": "#f6f7f8",
  "--surface": "#ffffff",
  "--surface-raised": "#ffffff",
  "--line": "#e2e5e9",
  "--line-strong": "#80868f",
  "--text": "#16181c",
  "--text-quiet": "#565d68",
  "--bad": "#b42318",
  "--bad-ground": "#fef3f2",
  "--good": "#067647",
  "--good-ground": "#ecfdf3",
  "--warn": "#8a4b04",
  "--warn-ground": "#fffaeb",
  "--info": "#175cd3",
  "--info-ground": "#eff6ff",
  "--neutral-ground": "#f0f2f4",
  "--hover": "#f3f4f6",
  "--shadow": "0 1px 2px rgb(16 24 40 / 5%)",
} as const;

const DARK: Record<keyof typeof LIGHT, string> = {
  "--ground": "#0e1012",
  "--surface": "#15171a",
  "--surface-raised": "#1b1e22",
  "--line": "#2a2e34",
  "--line-strong": "#7b828c",
  "--text": "#eceef1",
  "--text-quiet": "#a3aab5",
  "--bad": "#ff9b8f",
  "--bad-ground": "#2c1614",
  "--good": "#75e0a7",
  "--good-ground": "#10241a",
  "--warn": "#fdc372",
  "--warn-ground": "#2a2012",
  "--info": "#9cc3ff",
  "--info-ground": "#12203a",
  "--neutral-ground": "#22262b",
  "--hover": "#1d2024",
  "--shadow": "none",
};

const FONT = '"Inter Variable", system-ui, sans-serif';

/** What lies over the page is headed as a section of it is. */
const TITLED = { title: { fontWeight: 650, fontSize: "1.125rem", lineHeight: 1.3 } };

/** The look of a portal in the agency's colour. */
export function themeOf(boot: Boot): MantineThemeOverride {
  return createTheme({
    fontFamily: FONT,
    headings: {
      fontFamily: FONT,
      fontWeight: "650",
      sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.125rem" }, h3: { fontSize: "1rem" } },
    },
    fontSizes: { xs: "0.8125rem", sm: "0.875rem", md: "1rem", lg: "1.125rem", xl: "1.25rem" },
    defaultRadius: "md",
    cursorType: "pointer",
    focusRing: "auto",
    respectReducedMotion: true,
    primaryColor: "brand",
    primaryShade: { light: 6, dark: 6 },
    colors: {
      brandLight: shades(boot.accent.light.colour),
      brandDark: shades(boot.accent.dark.colour),
      brand: virtualColor({ name: "brand", light: "brandLight", dark: "brandDark" }),
    },
    variantColorResolver: accentColours,
    components: {
      // A neutral link is told from text by its line.
      Anchor: { defaultProps: { underline: isRed(boot.accent.light.colour) ? "always" : "hover" } },
      Paper: { defaultProps: { radius: "lg" } },
      Modal: { defaultProps: { radius: "lg", centered: true }, styles: TITLED },
      Drawer: { styles: TITLED },
      Tooltip: {
        defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } },
      },
      Button: { defaultProps: { size: "md", component: FocusableButton } },
      ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: "lg" } },
    },
  });
}

/** CSS variables of both themes. */
export function variablesOf(boot: Boot): CSSVariablesResolver {
  const { light, dark } = boot.accent;
  return () => ({
    variables: {},
    light: { ...LIGHT, ...accentVariables(light), ...mantine() },
    dark: { ...DARK, ...accentVariables(dark), ...mantine() },
  });
}

/** Red says that something went wrong: links and what is selected are neutral where the brand is. */
function accentVariables({ colour, on }: Accent): Record<string, string> {
  const selected = isRed(colour) ? "var(--text)" : "var(--accent)";
  return { "--accent": colour, "--on-accent": on, "--link": selected, "--selected": selected };
}

/** Whether a colour (`#rrggbb`) is taken for that of errors: reddish, and no grey. */
export function isRed(colour: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(
    (start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255,
  );
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  if (spread < 0.15 || most !== red) return false;
  const degrees = 60 * ((green - blue) / spread);
  return degrees > -20 && degrees < 18;
}

function mantine(): Record<string, string> {
  return {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--text-quiet)",
    "--mantine-color-placeholder": "var(--text-quiet)",
    "--mantine-color-anchor": "var(--link)",
    "--mantine-color-error": "var(--bad)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-border": "var(--line)",
    "--mantine-color-default-color": "var(--text)",
    "--input-bd": "var(--line-strong)",
  };
}

/** The status colours by the names that components have for them. */
const TONES: Record<string, "bad" | "good" | "warn"> = {
  red: "bad",
  green: "good",
  yellow: "warn",
};

/** Buttons in the accent carry the text colour that reads on it, which the edge has computed. */
const accentColours: VariantColorsResolver = (input) => {
  const isAccent = input.color === undefined || input.color === "brand";
  if (isAccent && input.variant === "filled") {
    return {
      background: "var(--accent)",
      hover: "color-mix(in srgb, var(--accent) 90%, var(--text))",
      color: "var(--on-accent)",
      border: "1px solid transparent",
    };
  }
  if (isAccent && (input.variant === "subtle" || input.variant === "light")) {
    return {
      background:
        input.variant === "light"
          ? "color-mix(in srgb, var(--accent) 12%, transparent)"
          : "transparent",
      hover: "color-mix(in srgb, var(--accent) 16%, transparent)",
      color: "var(--text)",
      border: "1px solid transparent",
    };
  }
  // Messages: their title has to be read on their ground.
  const tone = input.variant === "light" && TONES[input.color ?? ""];
  if (tone) {
    return {
      background: `var(--${tone}-ground)`,
      hover: `color-mix(in srgb, var(--${tone}-ground) 90%, var(--text))`,
      color: `var(--${tone})`,
      border: "1px solid transparent",
    };
  }
  if (input.color === "gray" && input.variant === "subtle") {
    return {
      background: "transparent",
      hover: "var(--hover)",
      color: "var(--text-quiet)",
      border: "1px solid transparent",
    };
  }
  if (input.color === "red" && input.variant === "filled") {
    return {
      background: "var(--bad)",
      hover: "color-mix(in srgb, var(--bad) 90%, var(--text))",
      color: "var(--surface)",
      border: "1px solid transparent",
    };
  }
  return defaultVariantColorsResolver(input);
};

/** Ten shades around the accent, which is the seventh. */
function shades(accent: string): MantineColorsTuple {
  const towards = (other: number, part: number) => mix(accent, other, part);
  return [
    towards(255, 0.92),
    towards(255, 0.84),
    towards(255, 0.68),
    towards(255, 0.5),
    towards(255, 0.34),
    towards(255, 0.16),
    accent,
    towards(0, 0.12),
    towards(0, 0.24),
    towards(0, 0.36),
  ];
}

function mix(colour: string, other: number, part: number): string {
  const channels = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  return `#${channels
    .map((channel) => Math.round(channel + (other - channel) * part))
    .map((channel) => channel.toString(16).padStart(2, "0"))
    .join("")}`;
}
