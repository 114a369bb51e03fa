// The place somebody stands at: the nearest one of the survey, or else its coordinates, to some ten metres.

const NEAR_METRES = 300;
const EARTH_METRES = 6_371_000;
const PATIENCE_MILLISECONDS = 15_000;

/** The name of the place, "" where the phone cannot or may not tell. */
export function whereAmI(places) {
  if (!navigator.geolocation) return Promise.resolve("");
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(nearest(places, coords) || `${coords.latitude.toFixed(4)}, ${coords.longitude.toFixed(4)}`),
      () => resolve(""),
      { enableHighAccuracy: true, timeout: PATIENCE_MILLISECONDS, maximumAge: PATIENCE_MILLISECONDS },
    );
  });
}

function nearest(places, here) {
  const near = places
    .filter((place) => place.latitude !== null)
    .map((place) => [metres(place, here), place.name])
    .filter(([distance]) => distance <= NEAR_METRES)
    .sort(([one], [other]) => one - other);
  return near[0]?.[1] ?? "";
}

// On a town's few kilometres the earth is flat.
function metres(one, other) {
  const radians = Math.PI / 180;
  const north = (one.latitude - other.latitude) * radians;
  const east = (one.longitude - other.longitude) * radians * Math.cos(other.latitude * radians);
  return Math.hypot(north, east) * EARTH_METRES;
}
