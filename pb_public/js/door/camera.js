// Reads QR codes with the camera, where the browser can.

/** Whether this browser reads codes by itself. */
export async function canScan() {
  const detector = /** @type {any} */ (globalThis).BarcodeDetector;
  try {
    return !!detector && !!navigator.mediaDevices?.getUserMedia && (await detector.getSupportedFormats()).includes('qr_code');
  } catch {
    return false;
  }
}

/** How long the same code before the camera is one scan, and how often it looks. */
const same = 4000, every = 150;

/**
 * Starts the camera and tells each code once; the function that it gives stops it.
 * @param {HTMLVideoElement} video @param {(text: string) => void} tell
 */
export async function scan(video, tell) {
  const detector = new (/** @type {any} */ (globalThis).BarcodeDetector)({ formats: ['qr_code'] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  video.srcObject = stream;
  await video.play();
  let last = '', seen = 0, on = true;
  const look = async () => {
    if (!on) return;
    try {
      for (const { rawValue } of await detector.detect(video)) {
        if (rawValue !== last || Date.now() - seen > same) tell(rawValue);
        [last, seen] = [rawValue, Date.now()];
      }
    } catch { /* this picture couldn't be read: the next one may */ }
    setTimeout(look, every);
  };
  look();
  return () => {
    on = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}
