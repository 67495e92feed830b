/** Older ones lack the Node-API that the product's SQLite module needs. */
const OLDEST_PRODUCT_ELECTRON = 35;

/** True on the Electron for networks without GitHub (scripts/preview-runtime); products never ship on it. */
export function isPreviewRuntime(): boolean {
  return Number.parseInt(process.versions.electron, 10) < OLDEST_PRODUCT_ELECTRON;
}
