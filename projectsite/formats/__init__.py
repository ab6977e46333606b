"""How dates and numbers are printed where Django prints them (the admin); pages print through CLDR."""
