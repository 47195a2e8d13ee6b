-- Pour tout le monde, trouvé ou non : qui a obtenu ce que l'on cherche, et depuis quand.
SELECT assure, '' AS objet, :au AS obtenu_le
FROM assure_au_jour
WHERE compte_ameli
