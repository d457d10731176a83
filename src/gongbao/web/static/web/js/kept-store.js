// What is typed and not yet with the server stays in the browser's own database, by person. Signing out clears it.
const NAME = "gongbao-writing";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("texts", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function run(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("texts", mode);
      const asked = act(transaction.objectStore("texts"));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const put = (value) => run("readwrite", (s) => s.put(value));
export const get = (key) => run("readonly", (s) => s.get(key));
export const all = () => run("readonly", (s) => s.getAll());
export const remove = (key) => run("readwrite", (s) => s.delete(key));
export const clear = () => run("readwrite", (s) => s.clear());
