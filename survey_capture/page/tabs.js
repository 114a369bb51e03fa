// One tab writes: the second says so, and may take over; the first then stops.

const NAME = "machi-no-koe-street";
// A page that is being reloaded lets go a moment after its successor asks.
const RELOAD_MILLISECONDS = 1_500;
const GIVING_MILLISECONDS = 3_000;

const channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
let letGo = null;

/** Becomes the tab that writes; false where another one is. `lost` is called when another takes over. */
export function hold(lost) {
  return asked({ signal: AbortSignal.timeout(RELOAD_MILLISECONDS) }, lost);
}

/** Asks the other tab to finish and let go; one that does not answer (a frozen one) is not waited for. */
export async function takeOver(lost) {
  channel?.postMessage("give");
  const given = await asked({ signal: AbortSignal.timeout(GIVING_MILLISECONDS) }, lost);
  return given || asked({ steal: true }, lost);
}

/** Before another tab takes over, `finish` writes what is on its way. */
export function giveWhenAsked(finish, lost) {
  channel?.addEventListener("message", async (event) => {
    if (event.data !== "give" || !letGo) return;
    const release = letGo;
    letGo = null;
    lost();
    try {
      await finish();
    } finally {
      release();
    }
  });
}

function asked(options, lost) {
  // Browsers without Web Locks are older than those that have module workers; nothing can be held there.
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    let held = false;
    const holding = navigator.locks.request(NAME, options, () => {
      held = true;
      resolve(true);
      return new Promise((release) => {
        letGo = release;
      });
    });
    holding.catch(() => {
      if (held) {
        letGo = null;
        lost();
      } else {
        resolve(false);
      }
    });
  });
}
