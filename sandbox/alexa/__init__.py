"""A stand-in of the Alexa service: signs requests as Amazon does and posts them to a skill."""
