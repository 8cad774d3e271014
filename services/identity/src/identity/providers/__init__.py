"""Who else may say who somebody is: OpenID Connect providers that an agency has enabled."""
