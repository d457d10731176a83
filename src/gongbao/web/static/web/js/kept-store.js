// The browser's own database: what is typed or written and not yet with the server. `keys` names each store and the key
// of what lies in it: keptStore("gongbao-field", { records: "id" }).records.put(...).
function open(name, keys) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(keys)) asked.result.createObjectStore(store, { keyPath });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

export function keptStore(name, keys) {
  async function run(store, mode, act) {
    const database = await open(name, keys);
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(store, mode);
        const asked = act(transaction.objectStore(store));
        transaction.oncomplete = () => resolve(asked?.result);
        transaction.onerror = () => reject(transaction.error);
        transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }
  const of = (store) => ({
    put: (value) => run(store, "readwrite", (s) => s.put(value)),
    get: (key) => run(store, "readonly", (s) => s.get(key)),
    all: () => run(store, "readonly", (s) => s.getAll()),
    remove: (key) => run(store, "readwrite", (s) => s.delete(key)),
    clear: () => run(store, "readwrite", (s) => s.clear()),
  });
  return Object.fromEntries(Object.keys(keys).map((store) => [store, of(store)]));
}
