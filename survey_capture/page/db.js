// What the phone keeps, in IndexedDB: one function a kind of access, and transactions that are on disk when they end.

const NAME = "machi-no-koe-street";
const VERSION = 1;
// Store: its key, "" where the key is given from outside.
const STORES = {
  kept: "",
  drafts: "id",
  interviews: "id",
  photos: ["interview", "sha256"],
  counts: "id",
  trial: "id",
};

let connection = null;

/** Runs `work(store, ...)` in one transaction; resolves with its value once that is complete.
 *
 * `work` must only wait for requests of the transaction (see `asked`). With `strict` the browser waits for the disk.
 */
export async function inOne(names, work, { write = true, strict = true } = {}) {
  const db = await opened();
  const options = write && strict ? { durability: "strict" } : {};
  const transaction = db.transaction(names, write ? "readwrite" : "readonly", options);
  const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
    transaction.onerror = () => {};
  });
  ended.catch(() => {});
  let value;
  try {
    value = await work(stores);
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended by itself, with the error that is thrown below.
    }
    throw error;
  }
  await ended;
  return value;
}

/** The result of one request. */
export function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export const get = (store, key) => reading(store, (one) => one.get(key));
export const all = (store) => reading(store, (one) => one.getAll());
export const keys = (store) => reading(store, (one) => one.getAllKeys());

/** Writes a record; `key` only for the store `kept`. */
export function put(store, value, key = undefined, options = {}) {
  return inOne([store], (stores) => asked(stores[store].put(value, key)), options);
}

export function remove(store, key) {
  return inOne([store], (stores) => asked(stores[store].delete(key)));
}

/** Reads a record, lets `alter` change it, and writes it, with nobody between; returns it, or null where none is. */
export function change(store, key, alter) {
  return inOne([store], async (stores) => {
    const record = await asked(stores[store].get(key));
    if (record === undefined) return null;
    alter(record);
    await asked(stores[store].put(record));
    return record;
  });
}

function reading(store, ask) {
  return inOne([store], (stores) => asked(ask(stores[store])), { write: false });
}

function opened() {
  connection ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(watched(request.result));
    request.onerror = () => {
      connection = null;
      reject(request.error);
    };
  });
  return connection;
}

function watched(db) {
  const forget = () => {
    connection = null;
  };
  // Safari closes connections of pages in the background; the next access opens another.
  db.onclose = forget;
  db.onversionchange = () => {
    db.close();
    forget();
  };
  return db;
}

function upgrade(db) {
  for (const [name, keyPath] of Object.entries(STORES)) {
    if (!db.objectStoreNames.contains(name)) db.createObjectStore(name, keyPath ? { keyPath } : {});
  }
}
