// A photo as it is kept: upright, at most 1600 pixels, a JPEG drawn anew (so without EXIF), known by its SHA-256.

const LONGEST_PIXELS = 1_600;
const QUALITY = 0.82;

/** A canvas with a photo from the camera, upright and small enough. Raises where it is no photo. */
export async function shrunk(file) {
  const image = await decoded(file);
  const [width, height] = [image.width || image.naturalWidth, image.height || image.naturalHeight];
  const scale = Math.min(1, LONGEST_PIXELS / Math.max(width, height));
  const canvas = blank(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const pen = canvas.getContext("2d", { alpha: false });
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close?.();
  return canvas;
}

/** The JPEG of a canvas: `{sha256, bytes}`, the hash over these very bytes. */
export async function encoded(canvas) {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error("the canvas cannot be encoded");
  const bytes = await blob.arrayBuffer();
  return { sha256: await sha256(bytes), bytes };
}

export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function blank(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

export const asBlob = (bytes) => new Blob([bytes], { type: "image/jpeg" });

async function decoded(file) {
  if ("createImageBitmap" in window) {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      // Some browsers open as an image what they cannot make a bitmap of.
    }
  }
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}
