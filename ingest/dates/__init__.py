"""When an episode was published: stated, said in prose, or reckoned from "il y a 3 jours"; `published` weighs the
three."""
