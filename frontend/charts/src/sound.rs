//! A series to listen to: higher is higher, a gap is silence. Only on demand.

use web_sys::{AudioContext, OscillatorType};

/// The lowest tone in hertz, and two octaves above it in cents: small loudspeakers carry both.
const LOWEST: f32 = 220.0;
const CENTS: f64 = 2400.0;
/// The whole series lasts this many seconds.
const LENGTH: f64 = 4.0;
const LOUD: f32 = 0.2;

pub fn play(values: &[Option<f64>]) {
    let known = values.iter().flatten().copied();
    let (low, high) = known.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    if low > high {
        return;
    }
    let span = (high - low).max(f64::EPSILON);
    let _ = (|| {
        let audio = AudioContext::new()?;
        let (tone, gain) = (audio.create_oscillator()?, audio.create_gain()?);
        tone.frequency().set_value(LOWEST);
        tone.set_type(OscillatorType::Triangle);
        tone.connect_with_audio_node(&gain)?;
        gain.connect_with_audio_node(&audio.destination())?;
        let start = audio.current_time() + 0.05;
        let step = (LENGTH / values.len().max(1) as f64).min(0.25);
        for (i, value) in values.iter().enumerate() {
            let at = start + i as f64 * step;
            match value {
                Some(v) => {
                    // Equal steps of value are equal intervals to the ear.
                    let cents = (v - low) / span * CENTS;
                    tone.detune().set_value_at_time(cents as f32, at)?;
                    gain.gain().set_value_at_time(LOUD, at)?;
                }
                None => {
                    gain.gain().set_value_at_time(0.0, at)?;
                }
            }
        }
        let end = start + values.len() as f64 * step;
        gain.gain().set_value_at_time(0.0, end)?;
        tone.start()?;
        tone.stop_with_when(end + 0.05)
    })();
}
