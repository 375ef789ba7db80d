"""The configs of the small voice and of its vocoder, in Coqui's own classes."""

from __future__ import annotations

import coqui  # noqa: F401 - must precede TTS
from TTS.config import BaseAudioConfig
from TTS.tts.configs.shared_configs import CharactersConfig
from TTS.tts.configs.speedy_speech_config import SpeedySpeechConfig
from TTS.tts.models.forward_tts import ForwardTTSArgs
from TTS.utils.audio import AudioProcessor
from TTS.vocoder.configs import MultibandMelganConfig

SAMPLE_RATE = 16_000
HOP = 192
MELS = 80
HIDDEN = 96

# What espeak-ng writes for American English.
TRAINED = "abdefhijklmnopstuvwzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒʔˈˌː\u0329θᵻ"  # noqa: RUF001 - IPA
# What it writes for names and words of other languages inside an English text, and the English
# sound that is nearest: none is dropped, and Coqui does not complain of it in its log.
# fmt: off
NEAREST = {
    foreign: near
    for near, sounds in {
        "ɪ": "ʏyɨ", "u": "ʉɯ", "ʊ": "ɤ", "ə": "ɘɵ", "ɜ": "øœɞɶ", "a": "ä", "ɑ": "ɒ",  # noqa: RUF001
        "b": "βɓʙ", "p": "ɸ", "d": "ɖɗ", "t": "ʈ", "ɡ": "ɢɠɣʛ", "k": "xqχc", "h": "çħɦʜɧ",  # noqa: RUF001
        "ɹ": "rʀʁɻɽɺ", "l": "ɫɬɭʎʟɮ", "n": "ɲɳ", "m": "ɱ", "ŋ": "ɴ", "j": "ʝʲɟɥ",
        "v": "ʋⱱ", "w": "ɰʍʷ", "s": "ʂ", "z": "ʐ", "ʃ": "ɕ", "ʒ": "ʑ", "ʔ": "ʕʡʢʰ",  # noqa: RUF001
        "ː": "ˑ\u0303", "ɚ": "˞", "\u0329": "\u032f\u0325",  # noqa: RUF001
    }.items()
    for foreign in sounds
}
# fmt: on
PHONEMES = TRAINED + "".join(NEAREST)
PUNCTUATION = " !,.:;?—…“”"


def audio_config() -> BaseAudioConfig:
    """Return how spectrograms are computed, the same for the voice and the vocoder."""
    return BaseAudioConfig(
        sample_rate=SAMPLE_RATE,
        fft_size=1024,
        win_length=768,
        hop_length=HOP,
        num_mels=MELS,
        mel_fmin=50.0,
        mel_fmax=8000.0,
        preemphasis=0.0,
        ref_level_db=20,
        min_level_db=-100,
        signal_norm=True,
        symmetric_norm=True,
        max_norm=4.0,
        clip_norm=True,
        power=1.5,
        griffin_lim_iters=60,
        do_trim_silence=False,
        do_sound_norm=False,
    )


def audio_processor() -> AudioProcessor:
    """Return Coqui's audio processor for that config."""
    return AudioProcessor(audio_config())


def voice_config() -> SpeedySpeechConfig:
    """Return the config of the voice: a narrow, shallow SpeedySpeech."""
    characters = CharactersConfig(
        characters_class="TTS.tts.utils.text.characters.IPAPhonemes",
        pad="_",
        eos="~",
        bos="^",
        blank="@",
        characters=PHONEMES,
        punctuations=PUNCTUATION,
        is_unique=True,
        is_sorted=True,
    )
    config = SpeedySpeechConfig(
        run_name="small-en",
        audio=audio_config(),
        use_phonemes=True,
        phonemizer="espeak",
        phoneme_language="en-us",
        text_cleaner="phoneme_cleaners",
        characters=characters,
        add_blank=False,
        enable_eos_bos_chars=False,
        compute_input_seq_cache=False,
        test_sentences=[],
    )
    config.model_args = ForwardTTSArgs(
        num_chars=len(PHONEMES) + len(PUNCTUATION) + 4,
        hidden_channels=HIDDEN,
        out_channels=MELS,
        use_aligner=False,
        use_pitch=False,
        positional_encoding=False,  # so that no length is new to it, and a window is like the whole
        detach_duration_predictor=True,
        duration_predictor_hidden_channels=128,
        duration_predictor_dropout_p=0.1,
        max_duration=200,
        encoder_type="residual_conv_bn",
        encoder_params={
            "kernel_size": 4,
            "dilations": [1, 2, 4, 1, 2, 4, 1],
            "num_conv_blocks": 2,
            "num_res_blocks": 7,
        },
        decoder_type="residual_conv_bn",
        decoder_params={
            "kernel_size": 4,
            "dilations": [1, 2, 4, 1, 2, 4, 1, 2, 4],
            "num_conv_blocks": 2,
            "num_res_blocks": 9,
        },
    )
    return config


def vocoder_config() -> MultibandMelganConfig:
    """Return the config of the vocoder: a multi-band MelGAN, four bands of 48 samples a frame."""
    return MultibandMelganConfig(
        run_name="small-en-vocoder",
        audio=audio_config(),
        generator_model="multiband_melgan_generator",
        generator_model_params={"upsample_factors": [4, 4, 3], "num_res_blocks": 3},
        discriminator_model="melgan_multiscale_discriminator",
        discriminator_model_params={
            "base_channels": 16,
            "max_channels": 256,
            "downsample_factors": [4, 4, 4],
        },
    )
