import { definePortal } from "@portico/ui/vite";

export default definePortal({ name: "customer", here: import.meta.url });
