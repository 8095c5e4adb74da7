//! A series to listen to: higher is higher, a gap is silence. Only on demand, and silent again on Escape.

use std::cell::RefCell;

use web_sys::{AudioContext, OscillatorType};

/// The lowest tone in hertz, and two octaves above it in cents: small loudspeakers carry both.
const LOWEST: f32 = 220.0;
const CENTS: f64 = 2400.0;
/// The whole series lasts this many seconds.
const LENGTH: f64 = 4.0;
const LOUD: f32 = 0.2;

thread_local! {
    /// What is heard now.
    static PLAYING: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// Ends what is heard.
pub fn stop() {
    if let Some(audio) = PLAYING.with(|p| p.borrow_mut().take()) {
        let _ = audio.close();
    }
}

pub fn play(values: &[Option<f64>]) {
    stop();
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
            let loud = match value {
                Some(v) => {
                    // Equal steps of value are equal intervals to the ear.
                    tone.detune().set_value_at_time(((v - low) / span * CENTS) as f32, at)?;
                    LOUD
                }
                None => 0.0,
            };
            gain.gain().set_value_at_time(loud, at)?;
        }
        tone.start()?;
        tone.stop_with_when(start + values.len() as f64 * step)?;
        PLAYING.with(|p| p.borrow_mut().replace(audio));
        Ok::<(), wasm_bindgen::JsValue>(())
    })();
}
