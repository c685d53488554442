"""Train, adapt, compress and judge the networks behind the product."""
