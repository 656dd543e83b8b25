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

/** How long a code must be out of sight to be another scan, and how often it looks. */
const same = 4000, every = 150;

/**
 * Shows the camera's picture and tells each code once; the function that it gives ends both.
 * @param {HTMLVideoElement} video @param {(text: string) => void} tell @param {() => void} lost when the camera is taken away
 */
export async function scan(video, tell, lost) {
  const detector = new (/** @type {any} */ (globalThis).BarcodeDetector)({ formats: ['qr_code'] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  let on = true;
  const stop = () => {
    on = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    video.hidden = true;
  };
  for (const track of stream.getTracks()) track.onended = () => { stop(); lost(); }; // not when it is stopped here
  video.srcObject = stream;
  video.hidden = false;
  try {
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  /** @type {Map<string, number>} when each code was seen last: there may be several in a picture */
  const seen = new Map();
  const look = async () => {
    try {
      for (const { rawValue } of await detector.detect(video)) {
        if (!on) return;
        if (Date.now() - (seen.get(rawValue) ?? 0) > same) tell(rawValue);
        seen.set(rawValue, Date.now());
      }
    } catch { /* this picture couldn't be read: the next one may */ }
    if (on) setTimeout(look, every);
  };
  look();
  return stop;
}
