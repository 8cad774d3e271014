import { onDemand } from "./on-demand";

export const Palette = onDemand(async () => (await import("./palette")).Palette);
export const KeysDialog = onDemand(async () => (await import("./keys-dialog")).KeysDialog);
export const ModuleDrawer = onDemand(async () => (await import("./module-drawer")).ModuleDrawer);
