/** Whether the page that is drawn next was navigated to, rather than loaded. */

let hasArrived = false;

export const arrival = {
  /** A navigation within the console begins. */
  announce(): void {
    hasArrived = true;
  },
  /** Whether one was announced since the last time. */
  take(): boolean {
    const was = hasArrived;
    hasArrived = false;
    return was;
  },
};
