// A ZIP without compression: photos are compressed already.

const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});
const UTF8 = 0x0800;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;

export function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** A Blob with the files: [name, Uint8Array] each. */
export function zipped(files, date = new Date()) {
  const parts = [];
  const central = [];
  let offset = 0;
  for (const [name, bytes] of files) {
    const entry = { name: new TextEncoder().encode(name), crc: crc32(bytes), size: bytes.length, offset };
    parts.push(local(entry, date), entry.name, bytes);
    central.push(listed(entry, date), entry.name);
    offset += LOCAL_BYTES + entry.name.length + bytes.length;
  }
  const length = central.reduce((total, part) => total + part.length, 0);
  return new Blob([...parts, ...central, end(files.length, length, offset)], { type: "application/zip" });
}

function local(entry, date) {
  const view = header(LOCAL_BYTES, 0x04034b50);
  shared(view, 4, entry, date);
  view.setUint16(26, entry.name.length, true);
  return new Uint8Array(view.buffer);
}

function listed(entry, date) {
  const view = header(CENTRAL_BYTES, 0x02014b50);
  view.setUint16(4, 20, true);
  shared(view, 6, entry, date);
  view.setUint16(28, entry.name.length, true);
  view.setUint32(42, entry.offset, true);
  return new Uint8Array(view.buffer);
}

// Version, flags, no compression, time, date, CRC, both sizes: the same in both headers.
function shared(view, at, entry, date) {
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, UTF8, true);
  view.setUint16(at + 6, (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1), true);
  view.setUint16(at + 8, ((date.getFullYear() - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate(), true);
  view.setUint32(at + 10, entry.crc, true);
  view.setUint32(at + 14, entry.size, true);
  view.setUint32(at + 18, entry.size, true);
}

function end(count, length, offset) {
  const view = header(22, 0x06054b50);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, length, true);
  view.setUint32(16, offset, true);
  return new Uint8Array(view.buffer);
}

function header(size, signature) {
  const view = new DataView(new ArrayBuffer(size));
  view.setUint32(0, signature, true);
  return view;
}
